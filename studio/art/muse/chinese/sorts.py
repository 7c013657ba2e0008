"""What sort of thing a Chinese noun names, so that a text gives it only what it can do: a letter lies on a table, a lighthouse does
not. Words of lore are told by their id, the artist's own words by the list of nouns, else by how they end. Torch-free."""

from __future__ import annotations

import re
from functools import lru_cache

from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Concept
from studio.art.words import nouns_zh
from studio.art.words.chinese import dictionary

_OF_LORE = """
person: fisherman child grandmother dancer musician painter reader walker shepherd sailor mother stranger monk worker hunter skater friend
pair: lovers twins
crowd: crowd choir orchestra
farm: hen rooster
wild: penguin
bird: bird swallow crow heron gull owl crane sparrow pigeon lark
pet: cat dog
farm: horse sheep cow goat camel
wild: fox deer hare wolf elephant bear dragon unicorn tiger lion squirrel hedgehog monkey giraffe dinosaur zebra kangaroo monster
farm: donkey pig lamb bull
bug: bee butterfly moth spider snail dragonfly cicada wasp lizard mouse frog
bug: snake bat worm ant firefly cricket ladybug caterpillar
swim: fish whale seal dolphin turtle octopus jellyfish shark crab goldfish
tree: tree oak birch pine willow poplar cherry_tree yew maple bamboo
flower: rose poppy sunflower iris lily blossom flower lavender
grass: wheat grass moss fern ivy reed hedge mushroom straw hay
food: honey cheese salt butter tomato potato onion garlic carrot cherry plum strawberry pumpkin fruit coffee cake soup sugar rice egg
food: apple lemon pear grape orange bread tea milk wine
hand: letter key umbrella photograph toy book cup bowl jug vase candle knife glass kettle basket brush rope kite suitcase cloth lamp canvas curtain
bit: shell acorn leaf petal stone nest
hand: boot crown button hammer nail spade axe pillow blanket box soap glass_eye spoon fork plate bottle jar broom bucket match mask puppet ink net
hand: typewriter telephone computer postcard flag sled scissors paper chess
house: shelf cage umbrella_stand machine engine wheel
bit: wing branch root
tune: violin trumpet
house: table chair bed mirror clock piano stove drawer desk ladder
part: rooftop elevator staircase chimney arch
part: window door roof balcony wall gate fence stair
big: anchor ruin monument tent ship_wreck iceberg snowman windmill castle palace prison cottage cabin statue pier telescope stage
big: bell lighthouse bridge mill tower chapel church temple house barn fountain carousel well bench swing scarecrow dune grave hive
rail: train tram
boat: boat sail submarine raft ship canoe ferry
car: car truck cart
fly: helicopter airplane rocket spaceship
bike: bicycle
water: sea lake river pond canal brook marsh spring_water
shore: beach harbor island
land: cliff mountain hill valley field meadow forest desert snowfield
garth: vineyard orchard garden farm
hall: bakery theater cinema museum library school hospital shop bookshop monastery airport hotel shipyard factory warehouse
town: town village city square market station playground circus
garth: cemetery courtyard park
room: room kitchen attic cellar greenhouse corridor
cafe: café inn
way: rail tunnel
way: path road lane street
weather: rain snow wind mist fog storm
above: sun moon star cloud rainbow sky lightning
thing: ice
body: hand face
dew: dew frost
air: traffic puddle water sand mud ash laundry earth wood oil heart
gleam: shadow light
air: smoke wave tide dust footstep neon wire line horizon
sound: music jazz echo voice song waltz thunder opera
event: dance swimming skating skiing fishing hiking camping sailing knitting sewing baking cooking gardening reading singing dancing waiting
fire: fire
hour: dawn morning noon evening dusk night midnight sunday
season: spring summer autumn winter
idea: war peace envy friendship old_age death truth luck fate infinity gravity tomorrow yesterday wedding game secret wish patience courage beauty sleep story
idea: birth poem nowhere
hour: afternoon birthday holiday
above: planet comet space
flower: lilac
idea: hope grief memory time love longing solitude silence dream joy anger fear freedom farewell home childhood color order chaos
"""
_ENDINGS = """
person: 哑巴 人 者 士 亲 客 兵 友 师 员 手 夫 翁 孩 爷 奶 婆 公 妈 爸 姑娘 王 哥 姐 弟 妹 童 匠 丁 民 农 侠 仙 生 子孙 伯 叔 姨 舅 姑 嫂 女 工人 家长 专家 作家 画家 作曲家 师傅 老师 同学 邻居 外婆 外公 宝宝 婴儿 模特 理发师
person: 天使 精灵 幽灵 鬼 魂 女巫 巫师 船长 队长 校长 老板 哥哥 诗人 博士 教授 和尚 尼姑 道士 王子 公主 皇帝 皇后 女孩子 男孩子 孩子 小丑 恋人 新娘 新郎 爷们 司机 骑手 歌手 水手
pair: 情侣 夫妻 老夫妻 恋人们
crowd: 人们 孩子们 人群 观众 大家 旅客们
bird: 鸟 鹤 燕 鸦 鹰 雁 鸥 雀 孔雀 凤凰 鹦鹉 鹭
pet: 猫 狗 犬 兔 兔子
farm: 鸡 鸭 鹅 马 牛 羊 驴 骆驼
wild: 鹿 狼 虎 狮 豹 熊 象 狐 猴 老虎 狮子 猴子 熊猫 刺猬 龙 松鼠 狐狸
bug: 虫 蝶 蜂 蛾 蝉 蚁 蜓 蛛 蛙 鼠 老鼠 蟋蟀 萤火虫 蜗牛 蚂蚁
swim: 鱼 鲸 鲤 龟 虾 蟹 水母 海豚 乌龟 海龟 金鱼
tree: 树 松 柏 柳 杨 槐 榕 桂 银杏 梧桐 竹 竹子 枫 樟
food: 陈皮 布丁 毛豆 豆
bit: 补丁 螺丝 螺丝钉 钉 钉子 雪花 浪花
flower: 花 梅 荷 莲 菊 兰 牡丹 玫瑰 茉莉 水仙 海棠 杜鹃 郁金香 桃花 梅花 樱花 蒲公英 百里香
grass: 草 苗 稻 麦 藤 苔 蘑菇 芦苇 稻谷
food: 果 瓜 饭 面 粥 汤 饼 糕 糖 盐 酒 茶 咖啡 面条 饺子 馒头 包子 豆腐 豆花 爆米花 早餐 午餐 晚餐 早饭 晚饭 饭菜 辣椒 白菜 菜 葱 姜 蒜 零食 月饼 冰棍 冰淇淋 鸡蛋 西瓜 桃子 橘子 柿子 石榴 火锅 牛奶 蛋糕 米 粽子 月饼 巧克力 葡萄酒
tune: 琴 笛 箫 鼓 萨克斯 吉他 提琴 大提琴 口琴 二胡 古琴 琵琶 唢呐 手风琴
bit: 石头 贝壳 羽毛 硬币 叶 落叶 珊瑚 珍珠 琥珀 石子 花瓣 球 弹珠 种子
hand: 雨衣 雨靴 雨鞋 鱼缸 纸飞机 纸船 纸鹤 千纸鹤 针线 绳 盒 筒 单 书 信 画 刀 剑 笔 纸 伞 扇 杯 碗 壶 瓶 钥匙 票 车票 地图 照片 相机 手机 收音机 眼镜 帽 鞋 衣 毛衣 裙 裙子 围巾 手套 戒指 项链 包 箱 袜 袜子 手帕 毛巾 牙刷 肥皂 拖鞋 书包 背包 保温杯 水壶 闹钟 耳机 鼠标 键盘 筷子 缸 搪瓷缸 篮 水管 快递 包裹 盆 瓶盖 本子 作业本 铅笔 橡皮 口红 名片 遥控器
hand: 灯笼 玩具 玩偶 布娃娃 娃娃 风铃 铃铛 信封 邮票 日记 日记本 词典 玻璃 唱片 磁带 气球 陀螺 瓷器 花盆 锅 梳子 针 线团 毛线 磁铁 罗盘 指南针 沙漏 怀表 手表 鞋子 帽子 灯泡
house: 桌 椅 床 柜 柜子 沙发 镜 钟表 电视 电视机 冰箱 钢琴 火炉 炉 窗帘 书架 衣柜 缝纫机 挂钟 被 被子 棉被 枕头 洗衣机 电风扇 空调 晾衣架 地毯 摇篮 浴缸 织布机 凳子 板凳
part: 窗 门 墙 瓦 屋顶 阳台 楼梯 台阶 栏杆 烟囱 天窗 屋檐 围墙 篱笆
big: 信箱 邮箱 塔 楼 桥 庙 亭 宫 殿 堡 城堡 碑 井 坊 屋 房 磨坊 雕像 喷泉 秋千 长椅 摩天轮 风车 水车 牌坊 长城 电话亭 邮筒 路灯 帐篷 石狮 摊 小摊 报亭 红绿灯 电线杆 脚手架 广告牌 起重机 城墙 稻草人 雪人 烽火台 卫星 望远镜 秋千架
rail: 列车 火车 地铁 高铁 公交 公交车 电车 缆车 末班车
boat: 船 舟 帆 轮渡
bike: 自行车 单车
car: 车 摩托 摩托车
fly: 飞机 火箭 飞船 热气球
water: 荡 海 河 江 湖 溪 池 潭 泉 运河 荷塘 塘
shore: 湾 港 岸 滩 岛 码头 渡口 瀑布
land: 山 谷 岭 峰 原 野 地 田 林 坡 沙漠 草原 戈壁 森林 麦田 稻田 梯田 竹林
garth: 园 果园 花园 茶园 公园 院子 庭院 墓园
hall: 堂 食堂 澡堂 礼堂 大厦 网吧 健身房 超市 便利店 公司 气象站 店 铺 馆 院 校 厂 学校 医院 剧院 书店 图书馆 博物馆 电影院 工厂 机场 寺院 理发店 修道院
town: 国 城 镇 村 站 场 市 广场 市场 车站 游乐园 城市 北京 上海 巴黎
room: 室 厅 厨房 教室 卧室 房间 阁楼 地下室 车厢 画室 书房
cafe: 茶馆 酒吧 咖啡馆 咖啡店 面馆 饭馆 酒馆 客栈 餐厅 小吃店
way: 路 街 巷 道 径 胡同 小路 铁轨 铁路 弄堂 隧道
weather: 雨 雪 风 雾 暴 台风 沙尘 暴雨 霾
above: 宇宙 太空 日 月 星 云 虹 霞 太阳 月亮 星星 银河 夕阳 朝阳 天空 极光 流星 晚霞
trace: 背影 笑容 目光 侧脸 手影
gleam: 光 影 倒影
air: 烟 浪 潮 波 灰 尘 霓虹 气味 香气 香
sound: 声 歌 曲 乐 音 爵士乐 歌声 钟声 笑声 摇滚 交响乐
fire: 火 焰 篝火 烟花 炉火
hour: 夜 晨 晚 午 时 黄昏 清晨 周末 周日 除夕 中秋 夜晚 生日 星期一 星期五 周一 周五 假期 暑假 寒假
season: 春 夏 秋 冬 雨季 春节 梅雨
idea: 爱 恨 梦 心 情 思 愁 忆 念 望 性 主义 感 自由 命运 虚无 永恒 真理 和平 乡愁 遗忘 远方 故乡 青春 悔 后悔 慕 惜 羞 傲 怨 时差 秘密 距离
event: 课 数学课 作业 会议 比赛 印象 现象 毕业 分手 离别 重逢 婚礼 战争 等待 旅行 停电 失眠 考试 生病 量子 游泳 散步 跑步 钓鱼 搬家 加班 下班 上班 放学 上学 做饭 洗碗 迟到 起床 出门 排队 发呆 回家 堵车 感冒 拆迁 装修 失业 退休 相亲 吵架 道歉
thing: 管 水管 管子
hand: 花镜 墨镜 放大镜 竿 杆 棒 棍 袄 衫 裤 铁 牌 章 币 钱 碟 勺 叉 锤 钳 尺 带 链 绳索 镯 簪 奖杯 旗 灯泡 口罩 手电 手电筒 对讲机 打火机 烟斗 香囊 罗盘 算盘 磁带 胶卷 底片 明信片 请柬 剧本 乐谱 简历 合同 病历 菜单 收据 护照 邮包 礼物 贺卡 旗袍 棉袄 棉衣 外套 大衣 领带 腰带 皮带 发卡 面具 遗书 情书 家书 拼图 积木 魔方 骰子 扑克 麻将 象棋 围棋 棋
food: 可乐 汽水 肉 蛋 虾仁 丸 春卷 羊肉串 酱 油条 豆浆 寿司 披萨 汉堡 薯条 泡面 红烧肉 糖葫芦 冰糖葫芦 果汁 啤酒 白酒 药 糖果 棒棒糖 口香糖 烧饼 煎饼 春卷 烤鸭 腊肉 香肠 罐头 泡菜 奶茶 橙子 香蕉 葡萄 荔枝 芒果 菠萝 草莓 樱桃 花生 瓜子 栗子 红薯 玉米 土豆 萝卜 黄瓜 茄子
hall: 小学 中学 大学 高中 局 邮局 银行 厕所 法院 商场 车库 厂房 宿舍 派出所 火葬场 殡仪馆 养老院 幼儿园 孤儿院 当铺 药房 花店 车间 实验室 录音棚
big: 寺 烟囱 大炮 坦克 雕塑 石碑 塔吊 电视塔 铁塔 天线 滑梯 跷跷板 旗杆 站牌 路牌 垃圾桶 锅炉 井盖 隧道口 门楼 牌楼 鼓楼 钟楼 小屋 老屋 房子
land: 岩 崖 荒原 雪原 冰原 悬崖 田野 故乡 江南 塞外 边疆
garth: 顶 坟 墓 墓地 坑 沟 工地 球场 操场
water: 海面 湖面 水面 湿地 冰河 水库
shore: 井水 泳池 游泳池 浴池 浅滩 海滩 沙滩 海边 河边 海岸
hour: 点 傍晚 午夜 凌晨 半夜 深夜 夜里 清早 早晨 早上 上午 下午 中午 正午 三点 国庆 元宵 端午 七夕 重阳 清明 圣诞 圣诞节 情人节 愚人节 节日 除夕夜
season: 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月 正月 腊月 春天 夏天 秋天 冬天 季节 季 节气 初春 暮春 盛夏 初秋 深秋 寒冬 立春 惊蛰 谷雨 芒种 夏至 白露 霜降 冬至
person: 游客 乘客 旅客 顾客 路人 行人 少年 青年 女儿 儿子 孙子 孙女 丈夫 妻子 太太 先生 小姐 阿姨 叔叔 大爷 大妈 大叔 大哥 司令 将军 侦探 小偷 强盗 海盗 偷渡客 间谍 保安 保姆 清洁工 服务员 售货员 快递员 送奶工 魔术师 杂技演员 演员 导演 明星 球星 冠军 对手 敌人 英雄 神父 牧师 修女 囚犯 病人 盲人 聋人 侏儒 巨人 外星人 野人 僵尸 吸血鬼 木乃伊 美人鱼 河神 山神 灶神 门神 财神 菩萨 佛 嫦娥 月老 雷公 女娲 精卫 后羿 哪吒 悟空
pair: 母子 父子 母女 父女 兄弟 姐妹 双胞胎 老两口 小两口
bird: 麻雀 鸽子 鸽 乌鸦 喜鹊 燕子 天鹅 鸭子 企鹅 啄木鸟 猫头鹰 鸳鸯 大雁 海鸥 凤 八哥 布谷
pet: 小猫 小狗 猫咪 仓鼠 黑猫 白猫 流浪狗 流浪猫 土狗 狸花
wild: 大象 长颈鹿 斑马 恐龙 袋鼠 河马 犀牛 海豹 北极熊 北极狐 独角兽 麒麟 怪兽 狼群 猩猩 猿 野猪 黄鼠狼 蝙蝠 蛇 鳄鱼 蜥蜴 变色龙
bug: 知了 蜘蛛 蜻蜓 蝴蝶 蜜蜂 蚊子 苍蝇 蚯蚓 蝌蚪 青蛙 蚕 蟑螂 瓢虫 蝎 蜈蚣
house: 台灯 吊灯 壁炉 壁画 油画框 画框 画架 书柜 鞋柜 鸟笼 鱼缸架 榻榻米 炕 灶台 灶 马桶 水龙头 灯罩 屏风 门铃 秋千椅 摇椅 躺椅 轮椅 沙发床 婴儿车 模型 机器 打印机 复印机 自动贩卖机 贩卖机 老虎机 留声机 天平 地球仪
part: 窗台 窗户 窗子 大门 铁门 木门 门槛 门锁 玻璃窗 落地窗 天花板 地板 墙角 墙壁 屋脊 瓦片 水泥墙 涂鸦墙 露台 栅栏 铁丝网 走廊
above: 星空 星座 火星 金星 土星 地球 月球 黑洞 北斗 北斗星 彗星 云朵 云海 乌云 彩云 火烧云 日落 日出 月光 星光 阳光 夜空 苍穹 日食 月食 残月 弯月 圆月
idea: 今天 明天 昨天 结局 骗局 勇气 智慧 谎言 真相 秘密 诺言 誓言 理想 信仰 灵魂 记忆 回忆 往事 岁月 时光 时间 人生 生活 生命 死亡 命 缘分 友谊 爱情 亲情 初恋 单恋 暗恋 仇恨 嫉妒 痛苦 幸福 快乐 悲伤 焦虑 恐惧 寂寞 沉默 自卑 骄傲 谦卑 虚荣 贪婪 正义 公平 民主 历史 未来 过去 现在 永远 瞬间 尽头 意义 概念 悖论 逻辑 语言 艺术 文学 哲学 数学 科学 宗教 文明 传统 家乡 乡音 默契 委屈 遗憾 惆怅 失落 无聊 倦意 睡意 灵感 直觉 耐心 好奇 好奇心 同情 宽容 原谅 慈悲 无常 轮回 因果 运气
event: 葬礼 典礼 仪式 庆典 聚会 派对 舞会 电影 话剧 演出 音乐会 演唱会 展览 画展 讲座 面试 体检 手术 化疗 地震 洪水 车祸 火灾 瘟疫 疫情 革命 起义 运动会 足球赛 马拉松 春运 罢工 破产 谈判 辩论 官司 求婚 恋爱 怀孕 分娩 移民 流亡 出差 留学 值班 熬夜 减肥 戒烟 打工 打架 告别 送别
sound: 铃声 歌谣 童谣 摇篮曲 鼾声 雨声 风声 琴声 鼓声 雷声 掌声 哭声 脚步声 回声 心跳 方言 口哨 汽笛 鸣笛 二重奏 布鲁斯 民谣 京剧 昆曲 评弹 戏曲
gleam: 影子 月影 树影 火光 灯光 微光 曙光
air: 梦境 雾气 蒸汽 热气 炊烟 尘埃 泡沫 肥皂泡 泡泡 阳光雨 脚印 足迹
fire: 炉灶火 烽火 火把 火堆 野火 烟火 鞭炮 爆竹 蜡烛火
part: 窗口 门口 洞口 井口
way: 地铁口 巷口 村口 路口 街口 镇口 楼梯口 胡同口 出口 入口 桥洞 天桥 地道 小巷 马路 公路 高速公路 国道 人行道 斑马线 路口 街角 街道 大道 楼道 田埂 山路 石板路
room: 病房 产房 牢房 监狱 客厅 书房 厨房间 浴室 卫生间 洗手间 电梯 阁 帐篷里 暗房 仓库 地窖 练功房 排练室 舱
town: 唐人街 老城 古城 古镇 边城 县城 首都 省城 港口 集市 夜市 庙会 菜市场 小区 社区 外滩 故宫 天安门 纽约 东京 伦敦 莫斯科 威尼斯 敦煌 拉萨 苏州 杭州 西安 成都 重庆 武汉 香港 台北 澳门 南京 哈尔滨 乌镇 周庄 平遥
bit: 牙 牙齿 头发 辫子 指甲 鳞片 火柴盒 松果 橡子 豆子 米粒 沙粒 糖纸 弹壳 子弹 骨头 化石 钻石 宝石 玉 玉佩 金币 铜钱 碎片 拼图块 花种 鸟蛋 茧
grass: 野草 稻穗 麦穗 狗尾草 薄荷 艾草 苜蓿 仙人掌 多肉 爬山虎 盆栽 盆景 浮萍 海带 海藻 水草 灵芝 人参
flower: 雏菊 蔷薇 月季 桂花 梨花 杏花 菊花 荷花 莲花 兰花 向日葵 油菜花 昙花 野花 花束 花环 满天星 含羞草 薰衣草 风信子 丁香 紫罗兰 栀子 栀子花 百合 玉兰 蜡梅
tree: 松树 柏树 橡树 胡杨 白桦 枣树 梨树 苹果树 桃树 槐树 枯树 树林 椰子树 棕榈 圣诞树 无花果树
tune: 竖琴 风琴 钢片琴 尺八 古筝 筝 瑟 编钟 锣 小号 圆号 沙锤 三弦 葫芦丝 陶笛 埙 贝斯
rail: 绿皮火车 动车 轻轨 有轨电车 蒸汽机车 货运列车
boat: 帆船 渔船 乌篷船 木筏 皮划艇 潜艇 潜水艇 航母 军舰 方舟 龙舟 油轮 邮轮 渡轮 游艇 纸船船 竹筏
car: 出租车 卡车 校车 救护车 消防车 警车 马车 房车 三轮车 拖拉机 挖掘机 推土机 洒水车 大巴 巴士 公共汽车 吉普
bike: 三轮 滑板 滑板车 独轮车 电动车 山地车
fly: 直升机 无人机 滑翔伞 降落伞 飞艇 飞碟 航天飞机 宇宙飞船 空间站
swim: 鲨鱼 海星 章鱼 鱿鱼 海马 珊瑚虫 鲑鱼 锦鲤 鳗 河豚 带鱼 黄鱼 螃蟹 龙虾 海狮
crowd: 游行队伍 队伍 军队 乐队 球队 舞团 家人 亲戚 全家 一家人 一家三口 邻居们
"""
GROUPS = {
    "creature": ("bird", "pet", "farm", "wild", "bug", "swim"), "beast": ("pet", "farm", "wild"), "plant": ("tree", "flower", "grass"), "place": ("water", "shore", "land", "garth", "town", "room", "cafe", "hall", "way"),
    "room": ("cafe", "hall"), "water": ("shore",), "waters": ("water",), "land": ("garth",), "lands": ("land",), "air": ("gleam",), "idea": ("event",), "feeling": ("idea",), "hand": ("tune",), "ride": ("rail", "boat", "bike", "car", "fly"),
    "outside": ("water", "shore", "land", "garth", "town", "way"), "sky": ("weather", "above"), "when": ("hour", "season"),
    "small": ("hand", "tune", "bit", "food"), "object": ("hand", "tune", "food", "house"), "landmark": ("big", "tree"),
    "alive": ("person", "pair", "crowd", "bird", "pet", "farm", "wild", "bug"),
    "solid": ("hand", "tune", "bit", "food", "house", "part", "big", "rail", "boat", "bike", "car", "fly", "tree", "flower", "grass", "thing"),
    "felt": ("idea", "event", "sound"), "passing": ("air", "gleam", "sound", "fire", "dew"), "folk": ("person", "pair", "crowd"),
}  # fmt: skip
"""Names for several sorts at once; "any" is all of them."""


_FAR = re.compile("对岸|对面|远处|远方|远远|天边|尽头|那边|那头")
_OWN = frozenset("hour season water shore land garth town hall way person sound".split())
"""Sorts of an own word that count before those of the thing of lore for which it stands."""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    rows = (row.partition(": ") for row in _OF_LORE.strip().splitlines())
    return {name.replace("_", " "): sort for sort, _, names in rows for name in names.split()}


@lru_cache(maxsize=1)
def _endings() -> dict[str, str]:
    rows = (row.partition(": ") for row in _ENDINGS.strip().splitlines())
    return {word: sort for sort, _, words in rows for word in words.split()}


def sort_of_word(noun: str) -> str:
    """The sort of a noun as the list of nouns tells it, else by its longest known ending; "thing" where it has none."""
    listed = nouns_zh.by_own().get(noun)
    if listed is not None:
        return listed.sort
    if noun in ("机器人", "稻草人", "雪人"):
        return "person" if noun == "机器人" else "big"
    return next((_endings()[noun[k:]] for k in range(len(noun)) if noun[k:] in _endings()), "thing")


def sort_of(c: Concept) -> str:
    """The sort of a concept. What the artist calls by a word of another sort (城堡 for a tower) goes by that word; a small thing that is far
    away is a landmark."""
    found = _sort_of(c)
    return "big" if found in ("hand", "house", "bit") and _FAR.search(c.zh.before) else found


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    return frozenset({"手", "脸", *(w for w, n in nouns_zh.by_own().items() if n.sort == "body")})


def _sort_of(c: Concept) -> str:
    known = _known().get(c.id)
    if known is None and c.zh.noun.rpartition("的")[2] in _parts():
        return "body"
    own = sort_of_word(c.zh.noun)
    if known is not None:
        # The artist's own word for it may be of another sort: 雪夜 stands for snow, 麦田 for wheat.
        meant = lore.concepts().get(c.id)
        other = meant is not None and meant.zh.noun != c.zh.noun and own in _OWN
        return own if other else known
    if own in ("pair", "crowd"):
        return own
    if c.kind == "person" or (c.kind == "creature" and "bird" in c.traits):
        return "person" if c.kind == "person" else "bird"
    by_kind = {
        "person": "person",
        "creature": "wild",
        "plant": "grass",
        "place": "land",
        "sky": "above",
        "hour": "hour",
        "season": "season",
        "idea": "idea",
    }
    return own if own != "thing" else by_kind.get(c.kind, "thing")


def is_a(c: Concept, sorts: frozenset[str]) -> bool:
    """Whether a concept is of one of `sorts`: sorts, groups, ids of lore, "any" (all but what is seen of somebody), "long" (a word of four
    characters or more), "one" (of which there are not several), "several" (people)."""
    own = sort_of(c)
    if "any" in sorts:
        return own != "trace"
    if "long" in sorts:
        return len(c.zh.noun) > 3
    return (
        own in sorts
        or ("several" in sorts and own in GROUPS["folk"] and (own != "person" or c.zh.number not in ("", "一", "半")))
        or ("one" in sorts and c.zh.number in ("", "一", "半"))
        # "house" is furniture, although lore knows a house.
        or (c.id in sorts - _names() and own not in ("hour", "season"))
        or any(own in GROUPS.get(s, ()) for s in sorts)
    )


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset({*_known().values(), *_endings().values(), *GROUPS})


@lru_cache(maxsize=1024)
def breadth(sorts: frozenset[str]) -> int:
    """How many sorts are meant by these, their groups and "any"."""
    if "any" in sorts:
        return len(set(_known().values()))
    return len({own for s in sorts for own in (s, *GROUPS.get(s, ()))})


_LOCATIVE = (
    ("", ("港口", "码头", "渡口", "车站", "站", "胡同", "北京", "上海", "巴黎", "天边", "江南", "远方", "故乡", "海边", "村口", "机场", "公园")),
    ("边", ("海", "河", "河流", "湖", "江", "溪", "池", "池塘", "塘", "运河", "泉水", "潭", "喷泉", "井", "火炉", "炉", "火", "窗", "沼泽", "瀑布", "岸")),
    ("上", ("岛", "坡", "街", "街道", "路", "道", "桥", "广场", "草地", "草原", "雪原", "沙滩", "滩", "镇", "悬崖", "原", "楼梯", "屋顶", "阳台", "床", "桌子", "桌", "长椅", "船", "帆", "车", "山", "小山", "铁轨", "长城", "墙", "台阶", "秋千", "沙丘", "木马", "地铁", "高铁", "飞机")),
    ("下", ("树", "灯塔", "塔", "橡树", "白桦", "松树", "柳树", "白杨", "樱树", "枫", "灯", "路灯", "屋檐", "银杏", "梧桐", "雨伞")),
    ("口", ("门", "大门", "巷")),
    ("前", ("镜子", "镜", "书桌", "钢琴", "碑")),
)  # fmt: skip
_WHOLE = {"大海": "海边", "河流": "河边", "家": "家里", "小溪": "溪边", "山": "山上", "小山": "山坡上", "树": "树下", "城市": "城里", "小镇": "镇上",
          "村庄": "村里", "小岛": "岛上", "池塘": "池边", "泉水": "泉边", "山谷": "山谷里", "巷子": "巷子里", "巷": "巷口", "窗": "窗边", "雨": "雨里", "夜": "夜里",
          "草": "草丛里", "竹": "竹林里", "麦子": "麦田里", "芦苇": "芦苇丛里", "花": "花下", "大海边": "海边", "江": "江边", "寺": "寺里", "教堂": "教堂里"}  # fmt: skip


def at(noun: str) -> str:
    """Where one is at a place, without 在: 海边, 花园里, 镇上, 车站."""
    if noun in _WHOLE or noun.endswith(("口", "底", "畔")):
        return _WHOLE.get(noun, noun)
    if sort_of_word(noun) in ("hour", "season"):
        return noun
    for k in range(len(noun)):
        for word, ends in _LOCATIVE:
            if noun[k:] in ends:
                return f"{noun}{word}"
    return f"{noun}里"


_SHORT = {
    "鸟": "小鸟", "鹤": "白鹤", "马": "老马", "猫": "小猫", "狗": "小狗", "鹿": "小鹿", "羊": "羊群", "鱼": "游鱼", "鲸": "鲸鱼", "狼": "孤狼", "树": "老树", "草": "青草",
    "蕨": "蕨草", "竹": "翠竹", "枫": "枫树", "花": "野花", "井": "古井", "塔": "高塔", "墓": "墓碑", "脸": "脸庞", "手": "双手", "刀": "小刀", "茶": "清茶", "牛": "老牛",
    "线": "线条", "山": "青山", "湖": "湖水", "星": "星星", "云": "白云", "雨": "细雨", "风": "清风", "雪": "白雪", "霜": "白霜", "光": "微光", "火": "篝火", "床": "木床",
    "书": "旧书", "信": "旧信", "碗": "瓷碗", "酒": "米酒", "寺": "古寺", "钟": "铜钟", "灯": "灯火", "窗": "小窗", "门": "木门", "桥": "石桥", "冰": "薄冰", "夜": "夜色","龙": "蛟龙", "鹰": "苍鹰", "鹅": "白鹅", "猪": "小猪", "蛇": "青蛇", "熊": "老熊", "鹳": "白鹳", "梅": "梅花",
    "爱": "爱意", "梦": "旧梦", "家": "老家", "蝉": "鸣蝉", "江": "江水", "河": "河水", "海": "大海", "船": "小船", "盐": "粗盐", "琴": "古琴", "路": "小路", "城": "古城", "雾": "薄雾",
    "向日葵": "葵花", "小教堂": "教堂", "牧羊人": "牧人", "陌生人": "来客", "行李箱": "行囊", "小提琴": "提琴", "大提琴": "提琴", "旋转木马": "木马", "自行车": "单车",
    "葡萄园": "藤架", "地平线": "天边", "常春藤": "青藤", "读书的女人": "读者", "玻璃杯": "杯子", "星期天": "周日", "溜冰人": "冰上", "宇航员": "", "猫头鹰": "夜枭", "稻草人": "草人",
    "火车站": "车站", "咖啡": "咖啡", "哥": "哥哥", "爷": "爷爷", "月": "月亮", "日": "太阳", "面": "汤面", "糖": "糖果", "楼": "高楼", "村": "小村", "镇": "小镇", "车": "小车",
}  # fmt: skip


_OLD = frozenset("pet farm wild bird hand house part big tree person".split())


@lru_cache(maxsize=4096)
def _shortened(noun: str, sort: str) -> str:
    if len(noun) == 2:
        return noun
    if len(noun) == 1:
        return f"老{noun}" if sort in _OLD else ""
    # 外卖骑手 is a 骑手 where that is a word of its own.
    return noun[-2:] if len(noun) > 2 and dictionary().get(noun[-2:], ("",))[0] == "n" else ""


def short(c: Concept) -> str:
    """A noun in two characters for verse: 灯塔, 石桥, 旧信, 三船. "" where it has none."""
    if c.zh.number not in ("", "一") and len(c.zh.noun) == len(c.zh.number) == 1:
        return f"{c.zh.number}{c.zh.noun}"
    return _SHORT[c.zh.noun] if c.zh.noun in _SHORT else _shortened(c.zh.noun, sort_of(c))
